/* The words of a page that cannot open. ES5 on purpose: this file runs in browsers that cannot run the pages themselves. */
;(function () {
  var WORDS = {
    zh: {
      old: '这个浏览器太旧，打不开这一页',
      old_said: '请换一个新一些的浏览器，或在另一台电脑、另一部手机上打开这个网址。已登记的数据都在服务器上，没有丢。',
      failed: '这一页没能打开',
      failed_said: '网络断过，或服务刚刚更新。已登记的数据都在服务器上，没有丢。请重新打开；还不行，请过一分钟再试。',
      slow: '还没有打开，网络可能很慢',
      slow_said: '可以再等一等，也可以重新打开。已登记的数据都在服务器上，没有丢。',
      again: '重新打开'
    },
    en: {
      old: 'This browser is too old for this page',
      old_said:
        'Please use a newer browser, or open this address on another computer or phone. What was recorded is safe on the server.',
      failed: 'This page could not open',
      failed_said:
        'The connection broke, or the service was just updated. What was recorded is safe on the server. Please open it again; if that does not help, try again in a minute.',
      slow: 'Not open yet; the connection may be slow',
      slow_said: 'Wait a little longer, or open it again. What was recorded is safe on the server.',
      again: 'Open again'
    }
  }
  var SLOW = 15000
  var said = ''

  function language() {
    var kept = null
    try {
      kept = localStorage.getItem('reception.language')
    } catch (denied) {
      /* then the browser's own */
    }
    return /^en/.test(kept || navigator.language || '') ? 'en' : 'zh'
  }

  function opened() {
    var app = document.getElementById('app')
    return !app || app.hasAttribute('data-v-app')
  }

  function say(what) {
    if (opened() || said === 'old') return
    said = what
    var words = WORDS[language()]
    var app = document.getElementById('app')
    var main = document.createElement('main')
    var notice = document.createElement('div')
    var title = document.createElement('h1')
    var safe = document.createElement('p')
    var again = document.createElement('button')
    notice.setAttribute('role', 'alert')
    notice.setAttribute(
      'style',
      'max-width:32em;margin:12vh auto 0;padding:0 24px;text-align:center;font-size:1.25rem;line-height:1.6'
    )
    again.setAttribute('style', 'margin-top:16px;padding:12px 24px;min-height:48px;font-size:inherit')
    title.setAttribute('style', 'font-size:1.5em;line-height:1.4;margin-bottom:12px')
    again.type = 'button'
    again.onclick = function () {
      location.reload()
    }
    title.appendChild(document.createTextNode(words[what]))
    safe.appendChild(document.createTextNode(words[what + '_said']))
    again.appendChild(document.createTextNode(words.again))
    notice.appendChild(title)
    notice.appendChild(safe)
    notice.appendChild(again)
    document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN'
    document.title = words[what]
    main.appendChild(notice)
    app.innerHTML = ''
    app.appendChild(main)
  }

  function sayLater(what) {
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', function () {
        say(what)
      })
    } else say(what)
  }

  if (!('noModule' in document.createElement('script')) || !Object.hasOwn || !window.crypto || !window.fetch) {
    sayLater('old')
  }
  window.addEventListener(
    'error',
    function (event) {
      var source = event.target && event.target.tagName
      if (source && source !== 'SCRIPT') return // a picture or a style: the page itself goes on
      sayLater(/SyntaxError/.test(event.message || '') ? 'old' : 'failed')
    },
    true
  )
  window.addEventListener('unhandledrejection', function () {
    sayLater('failed')
  })
  setTimeout(function () {
    if (!said) sayLater('slow')
  }, SLOW)
})()

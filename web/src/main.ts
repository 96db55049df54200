import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import App from './App.vue'
import type { Language } from './api'
import { FAULTS, watchFaults } from './faults'
import { mayOpen } from './guard'
import { routes } from './routes'
import { makeSession, SESSION } from './session'
import './styles/tokens.css'
import './styles/ground.css'
import './ui/form.css'
import { firstLanguage, keepLanguage, makeSpeech, SPEAK, speak } from './locales'
import { store } from './storage'
import { firstTheme, wear } from './theme'
import { keepTitle } from './title'
import { keepFocus } from './ui/focus'
import { guardPresses } from './ui/press'

wear(document.documentElement, firstTheme(store))
guardPresses(window)
keepFocus(document)
const speech = await makeSpeech(firstLanguage(store, navigator.languages))
const session = makeSession(() => speech.global.locale.value as Language)
const router = createRouter({ history: createWebHistory(), routes })
router.beforeEach((to) => mayOpen(to, session))
keepTitle(router, (key) => speech.global.t(key))

const app = createApp(App)
app
  .use(speech)
  .use(router)
  .provide(FAULTS, watchFaults(app, router))
  .provide(SESSION, session)
  .provide(SPEAK, async (language) => {
    keepLanguage(store, language)
    await speak(speech, language)
  })
  .mount('#app')

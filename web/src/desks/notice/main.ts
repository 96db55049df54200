/** The public notice of a day, /notice/{day}, and of a site, /notice/at/{site}: an entry of its own, without account, router or kit, as the petitioner's phone. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import Notice from './Notice.vue'
import { dayIn, siteIn } from './notice'
import SiteNotice from './SiteNotice.vue'

const site = siteIn(location.pathname)
if (site === null) createApp(Notice, { day: dayIn(location.pathname) }).mount('#app')
else createApp(SiteNotice, { code: site }).mount('#app')

/** The public notice of a day, /notice/{day}, its signed figures, /notice/tally/{day}, and a site's, /notice/at/{site}: an entry of its own, without account, router or kit, as the petitioner's phone. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import Notice from './Notice.vue'
import { dayIn, siteIn } from './notice'
import SiteNotice from './SiteNotice.vue'
import TallyNotice from './TallyNotice.vue'
import { tallyIn } from './tally'

const site = siteIn(location.pathname)
const tally = tallyIn(location.pathname)
if (tally !== null) createApp(TallyNotice, { day: tally }).mount('#app')
else if (site === null) createApp(Notice, { day: dayIn(location.pathname) }).mount('#app')
else createApp(SiteNotice, { code: site }).mount('#app')

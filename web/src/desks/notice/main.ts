/** The public notice of a day, /notice/{day}: an entry of its own, without account, router or kit, as the petitioner's phone. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import Notice from './Notice.vue'
import { dayIn } from './notice'

createApp(Notice, { day: dayIn(location.pathname) }).mount('#app')

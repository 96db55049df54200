/** The petitioner's phone, /t/{code}: an entry of its own, without account, router or kit, because the line may be thin. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import { typedIn } from '../../day/arrival/code'
import Ticket from './Ticket.vue'

createApp(Ticket, { typed: typedIn(location.pathname) }).mount('#app')
// Opened again without a line, the page shows what it last heard (public/t/sw.js).
navigator.serviceWorker?.register('/t/sw.js').catch(() => null)

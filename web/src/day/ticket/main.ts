/** The petitioner's phone, /t/{code}: an entry of its own, without account, router or kit, because the line may be thin. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import Ticket from './Ticket.vue'

createApp(Ticket, { typed: decodeURIComponent(location.pathname.split('/')[2] ?? '') }).mount('#app')

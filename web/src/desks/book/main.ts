/** Pre-registration, /b/{site}: an entry of its own, without account, router or kit, because the line may be thin. */
import { createApp } from 'vue'
import '../../styles/tokens.css'
import Book from './Book.vue'
import { siteIn } from './steps'

createApp(Book, { code: siteIn(location.pathname) }).mount('#app')

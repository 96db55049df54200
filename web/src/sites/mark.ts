/** Says without opening the vault whether this browser is some site's desk. */
import { type Store, store } from '../storage'

const IS_DEVICE = 'reception.device'
export const markDevice = (kept: Store = store) => kept.setItem(IS_DEVICE, 'yes')
export const isDevice = (kept: Store = store) => kept.getItem(IS_DEVICE) === 'yes'

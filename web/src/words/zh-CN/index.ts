import people from './people'
import shell from './shell'
import tally from './tally'

export default { shell, people, tally }

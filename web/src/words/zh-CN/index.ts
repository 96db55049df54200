import arrival from './arrival'
import outcome from './outcome'
import people from './people'
import shell from './shell'
import sites from './sites'
import tally from './tally'

export default { arrival, outcome, people, shell, sites, tally }

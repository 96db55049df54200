export default {
  title: 'Before closing: three explanations, three in place and one by law',
  check: {
    policy: 'The policy was explained',
    responsibility: 'The responsible unit was explained',
    route: 'The route and procedure were explained',
    solved: 'What is justified is solved, or there is none',
    persuaded: 'What is not justified was explained, or there is none',
    helped: 'Hardship has been relieved, or there is none',
    lawful: 'Unlawful acts were dealt with by law, or there are none',
  },
  why_not: 'Why the rest is not ticked',
  why_missing: 'Say why the rest is not ticked.',
  all: 'all seven checked',
  some: '{n} of seven checked',
}

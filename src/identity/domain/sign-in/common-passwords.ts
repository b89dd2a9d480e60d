/**
 * Words that guessers try first, alone, in pairs and with digits around them. A longer list would add little to a rule that
 * asks for ten characters: most lists are of shorter ones.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  password passwort passwd pass passphrase secret geheim letmein let me in welcome willkommen changeme change
  default admin administrator root toor user guest test testing temp temporary demo example sample login logon
  signin master access synnefo astakos pithos cyclades kamaki archipelago ganeti okeanos grnet openstack
  ubuntu debian linux windows server cloud qwerty qwertz azerty qwert asdf asdfgh zxcvbn qazwsx qazwsxedc wsx
  edc iloveyou love lovely loveme hello hallo dragon monkey monster shadow sunshine princess superman batman
  spiderman pokemon starwars football baseball soccer basketball hockey liverpool chelsea arsenal barcelona
  juventus olympiakos panathinaikos michael jordan jennifer thomas robert daniel andrew joshua matthew charlie
  maria george trustno trustnoone whatever nothing freedom flower summer winter spring autumn january february
  march april may june july august september october november december monday tuesday wednesday thursday
  friday saturday sunday company office internet computer network database system service manager operator
  support student teacher university mustang harley ferrari mercedes porsche yamaha corvette phoenix diamond
  silver golden orange banana cookie chocolate pepper jesus angel heaven god blessed family forever killer
  hunter ranger buster tigger ginger maggie bailey kodikos elpida agapi ellada athina hellas greece athens
  thessaloniki this is my our your the new old super strong secure safe
`
    .trim()
    .split(/\s+/),
);

// Runs before the page is drawn: a classic script, small, that is there long before the others. It applies the chosen
// appearance, and asks at once who is logged in and what the page reads first: `web/src/api/first-answers.ts` takes the answers.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch (error) {
    chosen = null; // storage switched off: follow the system
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');

  var answers = (window.firstAnswers = {});
  function ask(address) {
    keep(
      address,
      fetch(address, {
        cache: 'no-store',
        headers: { Accept: 'application/json', 'X-Requested-With': 'synnefo' },
      }),
    );
  }
  function keep(address, answer) {
    answers[address] = answer;
    // An answer that does not come is told by whoever takes it.
    answer.catch(function () {});
  }

  var SESSION = '/ui/api/astakos/ui/session';
  ask(SESSION);
  // Only for somebody, and before the console hears who it is, so that it finds all asked for.
  keep(
    SESSION,
    answers[SESSION].then(function (session) {
      if (!session.ok) return session;
      return session
        .clone()
        .json()
        .then(function (person) {
          firstReads(person).forEach(ask);
          return session;
        });
    }),
  );

  /** What the page of this address reads first, as the clients of the services write it. */
  function firstReads(person) {
    var store = '/ui/api/pithos/object-store/v1/' + person.uuid;
    var containers = store + '?format=json&limit=10000';
    if (location.pathname === '/ui/')
      return [
        '/ui/api/cyclades/compute/v2.0/servers/detail',
        containers,
        '/ui/api/astakos/account/v1.0/quotas?project=' + projectOf(person),
        '/ui/cloud.json',
      ];
    return location.pathname === '/ui/files' ? [containers].concat(folder(store)) : [];
  }

  /** The project that the page is about. */
  function projectOf(person) {
    var named = new URLSearchParams(location.search).get('project');
    return person.projects.indexOf(named) < 0 ? person.defaultProject : named;
  }

  /** The first rows of the folder, where nothing but the folder is in the address; the trash is read in another way. */
  function folder(store) {
    var search = new URLSearchParams(location.search);
    var container = search.get('container') || '';
    var other = Array.from(search.keys()).some(function (key) {
      return key !== 'container' && key !== 'folder';
    });
    if (other || container === 'trash' || !/^[\w-]+$/.test(container)) return [];
    var path = new URLSearchParams({
      view: 'folder',
      path: search.get('folder') || '',
      sort: 'name',
      offset: '0',
      limit: '200',
    });
    return [store + '/' + container + '?' + path];
  }
})();

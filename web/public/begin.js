// Applies the chosen appearance before the first paint; a classic script so that it runs before the page is drawn. Who is
// logged in is asked at once, while the scripts are still on their way: `web/src/api/session.ts` takes the answer.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch (error) {
    chosen = null; // storage switched off: follow the system
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  window.firstSession = fetch('/ui/api/astakos/ui/session', {
    cache: 'no-store',
    headers: { Accept: 'application/json', 'X-Requested-With': 'synnefo' },
  });
  // An answer that does not come is told by whoever takes it.
  window.firstSession.catch(function () {});
})();

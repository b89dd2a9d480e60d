// What a hostile page of another site may try with the member's cookie in the browser. Runs in the browser; answers
// what that page gets to see of each attempt.
async (url) => {
  const session = `${url}/ui/api/astakos/ui/session`;
  const token = `${url}/ui/api/astakos/ui/token`;
  const seen = {};
  const tell = (name) => [
    (reply) => (seen[name] = `${reply.type} ${reply.status}`),
    (error) => (seen[name] = error.name),
  ];
  await fetch(session, { method: 'DELETE', credentials: 'include', mode: 'no-cors' }).then(
    ...tell('simple delete'),
  );
  await fetch(session, {
    method: 'DELETE',
    credentials: 'include',
    headers: { 'X-Requested-With': 'synnefo' },
  }).then(...tell('with header'));
  await fetch(token, { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}' }).then(
    ...tell('text that is JSON'),
  );
  await fetch(session, { credentials: 'include' }).then(...tell('reading'));
  seen.image = await new Promise((resolve) => {
    const image = new Image();
    image.addEventListener('error', () => resolve('refused'));
    image.addEventListener('load', () => resolve('loaded'));
    image.src = session;
  });
  await new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.name = 'target';
    const form = Object.assign(document.createElement('form'), {
      method: 'POST',
      target: 'target',
      enctype: 'text/plain',
      action: token,
    });
    document.body.append(frame, form);
    form.submit();
    setTimeout(resolve, 1500);
  });
  seen.framed = await new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = `${url}/ui/`;
    frame.addEventListener('load', () => {
      try {
        resolve(frame.contentDocument === null ? 'not readable' : 'readable');
      } catch {
        resolve('not readable');
      }
    });
    document.body.append(frame);
    setTimeout(() => resolve('silent'), 3000);
  });
  return seen;
};

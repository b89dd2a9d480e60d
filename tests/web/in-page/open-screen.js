// Opens the WebSocket of a screen as any page could; answers whether a byte came before it was closed. Runs in the browser.
({ url, protocols }) =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.addEventListener('message', () => resolve('a byte'));
    socket.addEventListener('close', (event) => resolve(`closed ${event.code}`));
    setTimeout(() => resolve('silent'), 8000);
  });

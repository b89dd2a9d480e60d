// The picture of the machine's screen as one number that changes when its pixels do. Runs in the browser.
() => {
  const canvas = document.querySelector('[data-screen] canvas');
  if (canvas === null || canvas.width === 0) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum = (sum * 31 + data[at] + data[at + 1] * 3) % 2147483647;
  return sum;
};

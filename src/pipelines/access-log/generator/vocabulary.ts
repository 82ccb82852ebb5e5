/** What the made-up site and its visitors look like. Weights are relative. */

/** A request line up to a number in [1, ids], and what follows it; no number where `ids` is 0. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly ids: number;
  readonly rest: string;
}

const get = (path: string, ids = 0, rest = ''): Target => ({ method: 'GET', path, ids, rest });
const post = (path: string): Target => ({ method: 'POST', path, ids: 0, rest: '' });

export const TARGETS: readonly (readonly [Target, number])[] = [
  [get('/'), 90],
  [get('/api/users/', 4000), 60],
  [get('/api/orders/', 9000, '?fields=id,state,total'), 50],
  [get('/api/status'), 40],
  [post('/api/orders'), 25],
  [{ method: 'PUT', path: '/api/users/', ids: 4000, rest: '/preferences' }, 8],
  [{ method: 'DELETE', path: '/api/sessions/', ids: 9000, rest: '' }, 5],
  [get('/static/app.js?v=', 40), 60],
  [get('/static/site.css?v=', 40), 50],
  [get('/static/fonts/inter.woff2'), 20],
  [get('/images/products/', 3000, '_small.webp'), 90],
  [get('/images/logo.svg'), 25],
  [get('/products/', 3000), 70],
  [get('/products?category=tools&page=', 60), 35],
  [get('/search?q=ladder&page=', 9), 20],
  [get('/search?q=cordless+drill+18v&sort=price&page=', 5), 20],
  [get('/blog/2026/05/how-to-hang-a-door'), 14],
  [get('/blog/?page=', 30), 12],
  [get('/cart'), 22],
  [post('/cart/items'), 14],
  [post('/checkout/payment'), 7],
  [get('/checkout/address'), 8],
  [get('/login?next=%2Faccount%2Forders'), 10],
  [post('/login'), 9],
  [get('/account/orders/', 9000), 14],
  [get('/help/returns'), 6],
  [get('/admin/reports/daily.csv'), 3],
  [{ method: 'HEAD', path: '/', ids: 0, rest: '' }, 6],
  [get('/robots.txt'), 5],
  [get('/wp-login.php'), 4],
];

export const STATUSES: readonly (readonly [string, number])[] = [
  ['200', 870],
  ['304', 55],
  ['404', 30],
  ['301', 20],
  ['302', 10],
  ['500', 6],
  ['403', 4],
  ['503', 3],
  ['499', 2],
];

export const USERS: readonly (readonly [string, number])[] = [
  ['-', 960],
  ['james', 12],
  ['jill', 10],
  ['frank', 8],
  ['mary', 6],
  ['deploy', 4],
];

export const REFERERS: readonly (readonly [string, number])[] = [
  ['-', 66],
  ['https://shop.example.com/', 14],
  ['https://shop.example.com/products', 10],
  ['https://www.google.com/', 6],
  ['https://duckduckgo.com/', 2],
  ['https://news.ycombinator.com/item?id=40712345', 1],
  ['android-app://com.google.android.gm/', 1],
];

export const AGENTS: readonly (readonly [string, number])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36',
    18,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0', 16],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1',
    10,
  ],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 6],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 4],
  ['ShopApp/4.2.1 (Android 15; Pixel 9)', 18],
  ['okhttp/4.12.0', 10],
  ['python-requests/2.32.3', 6],
  ['curl/8.9.1', 5],
  ['kube-probe/1.31', 5],
  ['-', 2],
];

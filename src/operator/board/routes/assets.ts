import type { BoardApp } from '../kit.js';
import { ICON, LOG_SCRIPT, SCRIPT, STYLE } from '../static.js';

/** Style, scripts and icon: texts of this program, nothing from elsewhere. */
export function assetRoutes(app: BoardApp): void {
  const asset = (path: string, type: string, body: string) =>
    app.get(path, (context) =>
      context.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  asset('/board.css', 'text/css; charset=utf-8', STYLE);
  asset('/board.js', 'text/javascript; charset=utf-8', SCRIPT);
  asset('/log.js', 'text/javascript; charset=utf-8', LOG_SCRIPT);
  asset('/icon.svg', 'image/svg+xml', ICON);
}

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const SELF = ["'self'"];
const NONE = ["'none'"];

/** What the browser is told to refuse on every answer, whatever a page contains. */
export const securityHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: SELF,
    styleSrc: SELF,
    scriptSrc: SELF,
    objectSrc: NONE,
    baseUri: NONE,
    formAction: SELF,
    frameAncestors: NONE,
  },
  // Not `no-referrer`: browsers then send `Origin: null` with our own forms, and these could not be told from others.
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  permissionsPolicy: {
    accelerometer: false,
    camera: false,
    displayCapture: false,
    geolocation: false,
    gyroscope: false,
    magnetometer: false,
    microphone: false,
    midi: false,
    payment: false,
    publickeyCredentialsGet: false,
    usb: false,
  },
  // Only the gate knows whether there is TLS.
  strictTransportSecurity: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  overwrite: false,
});

/** Half a year without TLS would be noticed. Names below are the site's own business. */
export const HSTS = 'max-age=15552000';

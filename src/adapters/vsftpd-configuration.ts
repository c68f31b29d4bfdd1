/** What the configuration of an unprivileged vsftpd is made of. */
export interface VsftpdSettings {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  readonly passivePorts: readonly [number, number] | undefined;
  /** The login name of the user who starts the server. */
  readonly user: string;
  readonly logFile: string;
  /** What a client reads first; nothing about the software or the machine. */
  readonly greeting: string;
}

/**
 * The text of a vsftpd configuration (vsftpd.conf(5)) for a server that its own user starts on a high port. With
 * `run_as_launching_user` vsftpd cannot chroot, so clients are held in `root` by nothing but the server's own path
 * handling, and anybody who can connect may write: it is for a loopback address only.
 */
export function vsftpdConfiguration(settings: VsftpdSettings): string {
  const { root, host, port, passivePorts, user, logFile, greeting } = settings;
  const lines: readonly (readonly [string, string | number])[] = [
    ['listen', 'YES'],
    ['listen_ipv6', 'NO'],
    ['background', 'NO'],
    ['run_as_launching_user', 'YES'],
    // The filter of system calls predates current C libraries and kills sessions on them.
    ['seccomp_sandbox', 'NO'],
    ['listen_address', host],
    ['listen_port', port],
    ['pasv_enable', 'YES'],
    ['pasv_address', host],
    ...(passivePorts === undefined
      ? []
      : ([
          ['pasv_min_port', passivePorts[0]],
          ['pasv_max_port', passivePorts[1]],
        ] as const)),
    ['connect_from_port_20', 'NO'],
    ['anonymous_enable', 'YES'],
    ['local_enable', 'NO'],
    ['no_anon_password', 'YES'],
    ['ftp_username', user],
    ['anon_root', root],
    ['write_enable', 'YES'],
    ['anon_upload_enable', 'YES'],
    ['anon_mkdir_write_enable', 'YES'],
    ['anon_other_write_enable', 'YES'],
    ['anon_world_readable_only', 'NO'],
    ['anon_umask', '022'],
    ['file_open_mode', '0666'],
    // Times in listings are compared with times in messages, which are UTC.
    ['use_localtime', 'NO'],
    ['ftpd_banner', greeting],
    ['dirmessage_enable', 'NO'],
    ['xferlog_enable', 'YES'],
    ['xferlog_std_format', 'NO'],
    ['vsftpd_log_file', logFile],
    ['log_ftp_protocol', 'NO'],
  ];
  for (const [, value] of lines) {
    if (typeof value === 'string' && /[\r\n]/.test(value)) {
      throw new Error('A path with a line break in it cannot be given to vsftpd. Choose another directory.');
    }
  }
  return lines.map(([name, value]) => `${name}=${value}\n`).join('');
}

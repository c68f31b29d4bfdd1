/** Who is logged in, the login, and refusals. */
export const ACCESS_STYLE = `.who { display: flex; align-items: baseline; gap: .5rem; font-size: .88rem; color: var(--soft); white-space: nowrap; }
.who b { display: inline-block; vertical-align: bottom; color: var(--ink); font-weight: 600; max-width: 12rem; overflow: hidden; text-overflow: ellipsis; }
.who form { margin: 0; }
.who button { font: inherit; border: 1px solid var(--line); background: var(--card); color: var(--link); border-radius: 5px; padding: .12rem .6rem; cursor: pointer; }
.login, .refusal { max-width: 30rem; margin: 1.5rem auto; padding: 1.2rem 1.4rem; }
.login form { display: grid; gap: .3rem; margin-top: .8rem; }
.login label { font-weight: 600; margin-top: .5rem; }
.login input { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--soft); border-radius: 6px; padding: .5rem .6rem; width: 100%; }
.login input:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.login button { font: inherit; font-weight: 600; margin-top: 1rem; padding: .55rem .6rem; border: 0; border-radius: 6px; background: var(--link); color: var(--card); cursor: pointer; }
.login .wrong { background: var(--bad-back); color: var(--bad); border-radius: 6px; padding: .5rem .7rem; font-weight: 500; }
.login .plain { background: var(--warn-back); color: var(--warn); border-radius: 6px; padding: .5rem .7rem; }
code.line { display: block; width: fit-content; max-width: 100%; background: var(--code); color: var(--ink); padding: .3rem .6rem; border-radius: 5px; margin: .3rem 0; }
@media (max-width: 44rem) {
  header nav { order: 1; flex-wrap: wrap; }
  .who { margin-left: auto; }
  .who .words { display: none; }
  .who b { max-width: 5.5rem; }
}
`;

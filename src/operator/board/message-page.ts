import type { MessageView, KeptText } from '../reading/message.js';
import { SHOWN_BYTES } from '../reading/message.js';
import { bytesText } from '../words/states.js';
import { visible } from '../words/visible.js';
import { rereadForm } from './forms.js';
import { html, instant, section, text, type Html } from './html.js';
import type { Reader } from './kit.js';
import { messageHref, subjectLinks } from './links.js';
import { MESSAGE_STATES, messageBadge, whyAside } from './messages-page.js';

/** The page of one message: what it is, what became of it, and the text as it came. */
export function messagePage(view: MessageView, reader: Reader, now: number): (Html | '')[] {
  const { message, acknowledgement, subject } = view;
  const aside = message.state === 'quarantined';
  return [
    html`<nav class="days" aria-label="Messages"><a href="/messages">← All messages</a></nav>
      <h1 class="subject">${text(message.subject || message.id)} ${messageBadge(message.state)}</h1>`,
    message.code === undefined
      ? ''
      : html`<article class="card ${aside ? 'held' : 'waiting'}">
          ${whyAside(message)} ${aside ? rereadForm(message.id, reader) : ''}
        </article>`,
    html`<dl class="letterhead">
      ${fact('Kind', text(message.kind))} ${fact('From', text(message.sender))}
      ${fact('Came', html`${instant(message.receivedAt, now, true)} by ${text(message.via)}`)}
      ${fact('What became of it', became(view, now))}
      ${fact('About', subjectLinks(subject, message.about ?? acknowledgement?.pdr))}
      ${fact('Id', html`<code>${text(message.id)}</code>`)}
      ${fact('Kept as', html`<code>${text(message.path)}</code>`)}
    </dl>`,
    acknowledgement === undefined
      ? ''
      : section(
          'What it answered',
          html`<p>${acknowledgement.form} ${acknowledgement.kind}: ${text(acknowledgement.disposition)}</p>
            <ul class="details">
              ${acknowledgement.files.map((file) => html`<li>${text(file.name)}: ${text(file.disposition)}</li>`)}
            </ul>`,
        ),
    view.text === undefined
      ? section(
          'Text',
          html`<p class="problem">
            The message does not lie in the mail directory, so its text cannot be shown. Look for
            <code>${text(message.path)}</code> in the station's home or in its backup.
          </p>`,
        )
      : kept(view.text, message.id),
  ];
}

function fact(name: string, value: Html | string): Html | '' {
  return value === ''
    ? ''
    : html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;
}

function became({ message }: MessageView, now: number): Html {
  return html`${message.state}:
  ${MESSAGE_STATES[message.state]}${
    message.actedAt === undefined ? '' : html`, ${instant(message.actedAt, now, true)}`
  }`;
}

function kept(shown: KeptText, id: string): Html {
  const note = shown.cut
    ? `the first ${bytesText(SHOWN_BYTES)} of ${bytesText(shown.size)}; the download has all`
    : bytesText(shown.size);
  const bytes = shown.encoding === 'latin-1' ? ', not UTF-8: read as Latin-1' : '';
  return html`<section>
    <h2>As it came <span class="note">${note}${bytes}</span></h2>
    <p class="links"><a href="${messageHref(id)}/raw" download>Download as it came</a></p>
    ${
      shown.says === undefined
        ? ''
        : html`<h3>What it says</h3>
            ${letter(shown.says, 'What it says')}`
    }
    ${
      shown.headers === undefined
        ? ''
        : html`<details class="headers">
            <summary>Headers</summary>
            ${letter(shown.headers, 'Headers')}
          </details>`
    }
    ${shown.says === undefined ? '' : html`<h3>Body, undecoded</h3>`}
    ${shown.body === '' ? html`<p class="note">It has no body.</p>` : letter(shown.body, 'Body')}
  </section>`;
}

function letter(value: string, name: string): Html {
  // A box that scrolls has to be reached by the keyboard. The line end after <pre> is not part of the text.
  // prettier-ignore
  return html`<pre class="letter" tabindex="0" role="region" aria-label="${name}">
${visible(value)}</pre>`;
}

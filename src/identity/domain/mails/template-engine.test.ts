import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templateEngine } from './template-engine.ts';
import { oneLine, templateWords } from './template-words.ts';

const rendered = (template: string, variables: object = {}, others: Record<string, string> = {}): string =>
  templateEngine({ ...others, 'im/it.txt': template }).render('im/it.txt', templateWords(variables));

test('a template extends another, fills its blocks, and says nothing outside of them', () => {
  const base =
    'Dear all,\n{% block content %}nothing{% endblock content %}\n-- {% block note %}bye{% endblock %}';
  assert.equal(
    rendered(
      '{% extends "im/email.txt" %}\n{% load filters i18n %}\nlost\n{% block content %}{{ x }}{% endblock %}',
      { x: 'news' },
      { 'im/email.txt': base },
    ),
    'Dear all,\nnews\n-- bye',
  );
});

test('conditions, loops with and without items, comments and counters are those of Django', () => {
  const template =
    '{# not this #}{% if a == "x" and not b %}1{% elif a == "y" %}2{% else %}3{% endif %}' +
    '{% for c in list %}[{{ forloop.counter }} {{ c }}]{% empty %}none{% endfor %}';
  assert.equal(rendered(template, { a: 'x', b: false, list: ['p', 'q'] }), '1[1 p][2 q]');
  assert.equal(rendered(template, { a: 'y', b: null, list: [] }), '2none');
  assert.equal(rendered(template, { a: '', list: null }), '3none');
});

test('filters that mails use', () => {
  const date = new Date('2031-02-03T04:05:06Z');
  assert.equal(
    rendered('{{ d|date:"d/m/Y" }} {{ d|date:"j F Y, H:i" }}', { d: date }),
    '03/02/2031 3 February 2031, 04:05',
  );
  assert.equal(rendered('{{ d|date:"d/m/Y"|default:"[no change]" }}', { d: null }), '[no change]');
  assert.equal(
    rendered('{{ n|default_if_none:"[no change]" }}|{{ e|default_if_none:"x" }}|', { n: null, e: '' }),
    '[no change]||',
  );
  assert.equal(rendered('{{ n|format_inf }} {{ m|format_inf }}', { n: 2n ** 63n - 1n, m: 12n }), 'Inf 12');
  assert.equal(
    rendered('{{ s|upper }} {{ n }} machine{{ n|pluralize }}', { s: 'ab', n: 2 }),
    'AB 2 machines',
  );
  assert.equal(
    rendered('{{ user }} {{ user.realname }}', { user: { email: 'a@b.example', realname: 'Ada' } }),
    'a@b.example Ada',
  );
});

test('T-I24 what a person writes is text: no template, no end of a line, and nothing of the program', () => {
  const name = '{{ secret }}{% for x in y %}\r\nBcc: all@example.org\u202e';
  assert.equal(
    rendered('{{ user.realname }}|{{ user.constructor }}|{{ user.__proto__.x }}', {
      user: { realname: name },
      secret: 'S',
    }),
    '{{ secret }}{% for x in y %} Bcc: all@example.org||',
  );
  assert.equal(oneLine('a\nBcc: b'), 'a Bcc: b');
  assert.equal(rendered('{{ message }}', { message: 'two\nlines\u0000' }), 'two\nlines ');
});

test('T-I24 a template that does too much is ended', () => {
  assert.throws(() => rendered('{% for a in (1..100000000) %}{{ a }}{% endfor %}'), /limit/i);
});

test('a filter that there is not is a mistake of the template; a variable is one where it is asked', () => {
  assert.throws(() => rendered('{{ x|shout }}'), /shout/);
  const engine = templateEngine({ 'im/it.txt': '{{ user.realnam }}{% if missing %}x{% endif %}' });
  assert.equal(engine.render('im/it.txt', { user: { realname: 'Ada' } }), '');
  assert.throws(() => engine.render('im/it.txt', { user: { realname: 'Ada' } }, { strict: true }), /realnam/);
});

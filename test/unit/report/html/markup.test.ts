import t from 'tap';
import { escapeText, html, Markup } from '../../../../harness/report/html/markup.ts';

t.test('values are escaped, in contents and in quoted attributes', async (t) => {
  const hostile = `</p><script>alert("1")</script>'`;
  t.equal(
    html`<p title="${hostile}">${hostile}</p>`.text,
    '<p title="&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;">&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;</p>',
  );
});

t.test('markup stays as it is, lists are joined, nothing is nothing', async (t) => {
  t.equal(
    html`<ul>${[1, 2].map((each) => html`<li>${each}</li>`)}${undefined}</ul>`.text,
    '<ul><li>1</li><li>2</li></ul>',
  );
  t.equal(html`${new Markup('<br>')}${'<br>'}`.text, '<br>&lt;br&gt;');
  t.equal(html`${0}`.text, '0', 'a number is never nothing');
});

t.test('what is not seen, or changes the order of what is, is taken out', async (t) => {
  const cases: [string, string][] = [
    ['a\u0000b', 'ab'],
    ['a\u001b[31mb\u001b[0m', 'ab'],
    ['a\u001b]8;;http://x/\u0007b', 'ab'],
    ['a\u202eb\u2066c\u200bd\ufeff', 'abcd'],
    ['a\ufffeb\uffff\u{1fffe}', 'ab'],
    ['a\ud800b', 'a\ufffdb'],
    ['a\tb\nc', 'a\tb\nc'],
  ];
  for (const [given, wanted] of cases) t.equal(escapeText(given), wanted, JSON.stringify(given));
});

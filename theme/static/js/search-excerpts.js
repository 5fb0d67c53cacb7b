/* What is shown of a place that was found: its title and a part of its text, with the words asked for, and who says it. */
(function (search) {
  const EXCERPT = 190, BEFORE = 200, BEHIND = 60; // letters: of it all, at most before the words asked for, behind them
  const BEGINS = /[.!?…]["'”’»)]*\s+(?![\p{Ll}\d])|\s·\s+/gu; // a sentence or an item; “p.m. on” and “no. 5” are none

  function bits(number) {
    let count = 0;
    for (; number; number >>= 1) count += number & 1;
    return count;
  }

  /* Where the words marked stand in a text: [start, end, bits of the words of the question]. */
  function hits(text, marked) {
    const found = [];
    for (const [start, end, { keys }] of search.placed(text)) {
      let mask = 0;
      for (const key of keys) mask |= marked.get(key) || 0;
      if (mask) found.push([start, end, mask]);
    }
    return found;
  }

  /* The text from one place to another as [words, whether they are marked]. */
  function pieces(text, marked, from = 0, to = text.length, found = hits(text, marked)) {
    const made = [];
    let at = from;
    for (const [start, end] of found) {
      if (start < at || end > to) continue;
      if (start > at) made.push([text.slice(at, start), false]);
      made.push([text.slice(start, end), true]);
      at = end;
    }
    if (at < to) made.push([text.slice(at, to), false]);
    return made;
  }

  /* The part of a text with most of the words asked for, how many of them stand side by side, and who says it. */
  function excerpt(text, marked, said) {
    const found = hits(text, marked);
    let at = 0, last = 0, most = -1, near = 0;
    found.forEach(([start, end, mask], first) => {
      let has = mask, side = 0, until = end;
      for (let next = first + 1; next < found.length && found[next][0] < start + EXCERPT * .7; next++) {
        if (found[next][2] !== found[next - 1][2] && found[next][0] - found[next - 1][1] < 3) side++;
        if (found[next][2] & ~has) until = found[next][1];
        has |= found[next][2];
      }
      near = Math.max(near, side);
      if (bits(has) * 4 + side > most) {
        most = bits(has) * 4 + side;
        at = start;
        last = until;
      }
    });
    const [from, whole] = at < EXCERPT / 2 ? [0, true] : begin(text, at);
    let to = Math.min(text.length, Math.max(from + EXCERPT, last + BEHIND));
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), last);
    const made = pieces(text, marked, from, to, found);
    if (!whole) made.unshift(["… ", false]);
    if (to < text.length) made.push([" …", false]);
    return { excerpt: made, near, who: sayers(said, from, to) };
  }

  /* [where to begin, whether a sentence begins there], so that a claim is seen with whose it is. */
  function begin(text, at) {
    const first = Math.max(0, at - BEFORE);
    let from = first ? -1 : 0;
    for (const match of text.slice(first, at + 1).matchAll(BEGINS)) {
      const end = first + match.index + match[0].length;
      if (end <= at) from = end;
    }
    return from < 0 ? [text.indexOf(" ", at - EXCERPT / 4) + 1, false] : [from, true];
  }

  /* The names of those who say what stands between two places, in their order. */
  function sayers(said, from, to) {
    const names = said.filter(([start], index) => start < to && (said[index + 1] || [Infinity])[0] > from);
    return [...new Set(names.map(([, who]) => who).filter(Boolean))].join("; ");
  }

  Object.assign(search, { bits, pieces, excerpt });
})(globalThis.annalsSearch = globalThis.annalsSearch || {});

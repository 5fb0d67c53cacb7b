/* What the stemmers below stand on: a word with a cursor in it, and the moves of Snowball's language.
   https://snowballstem.org/runtime/ has what each of them means; the names are those that its compiler writes. */

/* A table of endings, longest first, by their first letter and by their last. */
function among(endings) {
  const longest = endings.slice().sort((a, b) => b[0].length - a[0].length), first = new Map(), last = new Map();
  for (const each of longest) {
    for (const [by, letter] of [[first, each[0][0]], [last, each[0][each[0].length - 1]]]) {
      if (!by.has(letter)) by.set(letter, []);
      by.get(letter).push(each);
    }
  }
  return { first, last, empty: first.get(undefined) || [] };
}

class Snowball {
  stem(word) {
    this.current = word;
    this.cursor = this.limit_backward = this.bra = 0;
    this.limit = this.ket = word.length;
    this._stem();
    return this.current;
  }

  /* One letter, forwards or backwards, that is in a group or not. */
  in_grouping(letters) { return this.cursor < this.limit && letters.includes(this.current[this.cursor]) && !!++this.cursor; }
  out_grouping(letters) { return this.cursor < this.limit && !letters.includes(this.current[this.cursor]) && !!++this.cursor; }
  in_grouping_b(letters) { return this.before(letters) === 1 && this.back(); }
  out_grouping_b(letters) { return this.before(letters) === 0 && this.back(); }
  back() { this.cursor--; return true; }
  before(letters) {
    return this.cursor > this.limit_backward ? Number(letters.includes(this.current[this.cursor - 1])) : -1;
  }

  /* On to the next letter that is not in the group, or is; false where none is left. */
  go_in_grouping(letters) { while (this.in_grouping(letters)); return this.cursor < this.limit; }
  go_out_grouping(letters) { while (this.out_grouping(letters)); return this.cursor < this.limit; }
  go_in_grouping_b(letters) { while (this.in_grouping_b(letters)); return this.cursor > this.limit_backward; }
  go_out_grouping_b(letters) { while (this.out_grouping_b(letters)); return this.cursor > this.limit_backward; }

  here(text) { return this.cursor + text.length <= this.limit && this.current.startsWith(text, this.cursor); }
  here_b(text) { return this.cursor - text.length >= this.limit_backward && this.current.endsWith(text, this.cursor); }
  eq_s(text) { return this.here(text) && (this.cursor += text.length, true); }
  eq_s_b(text) { return this.here_b(text) && (this.cursor -= text.length, true); }

  /* What the longest ending gives that stands here and whose method, if any, holds; 0 for none. */
  find_among(table) {
    const from = this.cursor;
    for (const some of [table.first.get(this.current[from]) || [], table.empty]) {
      for (const [text, gives, method] of some) {
        this.cursor = from;
        if (!this.here(text)) continue;
        this.cursor = from + text.length;
        if (!method) return gives;
        if (this[method]()) return this.cursor = from + text.length, gives;
      }
    }
    return 0;
  }
  find_among_b(table) {
    const from = this.cursor;
    for (const some of [table.last.get(this.current[from - 1]) || [], table.empty]) {
      for (const [text, gives, method] of some) {
        this.cursor = from;
        if (!this.here_b(text)) continue;
        this.cursor = from - text.length;
        if (!method) return gives;
        if (this[method]()) return this.cursor = from - text.length, gives;
      }
    }
    return 0;
  }

  slice_to() { return this.current.slice(this.bra, this.ket); }
  slice_del() { this.slice_from(""); }
  slice_from(text) {
    this.replace(this.bra, this.ket, text);
    this.ket = this.bra + text.length;
  }
  insert(from, to, text) {
    const more = this.replace(from, to, text);
    if (from <= this.bra) this.bra += more;
    if (from <= this.ket) this.ket += more;
  }
  replace(from, to, text) {
    const more = text.length - (to - from);
    this.current = this.current.slice(0, from) + text + this.current.slice(to);
    this.limit += more;
    if (this.cursor >= to) this.cursor += more;
    else if (this.cursor > from) this.cursor = from;
    return more;
  }
}

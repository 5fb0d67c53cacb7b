/* The words of a text, as search compares them: folded, in pieces, and by their stems where a stemmer is there. */
(function (search) {
  /* Three kinds: a number in groups of three, one with a decimal sign, and all else, with what may stand inside. */
  const WORD = new RegExp(
    "\\d{1,3}(?:[ ,.'’\u00a0\u2009\u202f]\\d{3})+(?![\\d\\p{L}])|\\d+(?:[.,]\\d+)+(?![\\d\\p{L}])|" +
    "[\\p{L}\\p{M}\\p{N}]+(?:['’‘ʼ`´\\-‐‑\u00ad\u200b-\u200d\u2060]+[\\p{L}\\p{M}\\p{N}]+)*", "gu");
  const PLAIN = /^[a-z0-9а-я]+$/; // most words; nothing need be done to them
  const GROUPED = /^\d{1,3}(?:[^\d]\d{3})+$/, DECIMAL = /^\d+(?:[.,]\d+)+$/, LATIN = /[\u00c0-\u024f\u1e00-\u1eff]/g;
  const ALIKE = { ё: "е", ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ", "'": "" };
  const MOST = 1e5; // of what is remembered; what a text has is soon known, and a reader's own words are few
  const known = new Map(), stemmed = {};

  /* A word in one spelling: small letters, without marks for stress, one apostrophe. What a stemmer is given. */
  function plain(word) {
    if (PLAIN.test(word)) return word;
    return word.normalize("NFKC").toLowerCase().replace(/[’‘ʼ`´]/g, "'")
      .replace(/[\u0300-\u036f\u00ad\u200b-\u200d\u2060]/g, "");
  }

  /* What words are compared by: Latin letters without their marks, ё as е; й and the letters of other alphabets stay. */
  function fold(word) {
    if (/^[a-z0-9]+$/.test(word)) return word;
    return word.replace(LATIN, (letter) => letter.normalize("NFD").replace(/[\u0300-\u036f]/g, ""))
      .replace(/[ёßæœøłđðıς']/g, (letter) => ALIKE[letter]);
  }

  /* A word as it was found: {whole, parts, keys}, plain; parts are those of a number or a word with a hyphen. */
  function read(found) {
    let word = known.get(found);
    if (!word) {
      if (known.size > MOST) known.clear();
      known.set(found, word = parsed(found));
      word.keys = [word.whole, ...word.parts].map(fold);
    }
    return word;
  }

  function parsed(found) {
    if (PLAIN.test(found)) return { whole: found, parts: [] };
    if (GROUPED.test(found)) {
      return { whole: found.replace(/\D/g, ""), parts: found.includes(" ") ? found.split(" ") : [] };
    }
    if (DECIMAL.test(found)) return { whole: found.replace(/,/g, "."), parts: found.split(/[.,]/) };
    const parts = found.split(/[-‐‑]+/).map(plain).filter(fold);
    return { whole: parts.join(""), parts: parts.length > 1 ? parts : [] };
  }

  /* The words of a text as they stand, in order; and the same with their places, [start, end, as read]. */
  const found = (text) => text.match(WORD) || [];
  const placed = (text) => Array.from(text.matchAll(WORD), ({ 0: word, index }) => [index, index + word.length, read(word)]);

  /* The stem of a plain word in a language, folded; "" where no stemmer is there. */
  function stem(word, language) {
    const by = search.stemmers && search.stemmers[language], stems = stemmed[language] || (stemmed[language] = new Map());
    if (!by) return "";
    if (!stems.has(word)) {
      if (stems.size > MOST) stems.clear();
      stems.set(word, fold(by.stem(word)));
    }
    return stems.get(word);
  }

  Object.assign(search, { found, placed, parsed, fold, stem });
})(globalThis.annalsSearch = globalThis.annalsSearch || {});

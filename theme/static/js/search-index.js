/* The index: made of the texts when it is first asked for, and what it answers.

   A place is a page's opening, one of its sections, a fact or a graphic. Title, heading and text of a place weigh in
   that order. All words of a question must stand in a place, of which the page's title may hold some; where no place
   has all, those pages count that have them all, then those places that have any. */
(function (search) {
  const TITLE = 5, HEADING = 3, LEDE = 4, TEXT = 2, INHERITED = .3, OF_PAGE = .1, NEAR = .3;
  const KIND = { fact: .25, graphic: .6, home: .75, page: .8, sources: .8 };
  const LONGEST = 200, MOST_WORDS = 12, SHOWN = 50;

  class Index {
    /* data: {pages: [[address, language, kind, title, [[fragment, heading, text, said], ...]], ...]}, as it is built;
       said: who says what stands in the text, as [[from where on, their names], ...]. */
    constructor(data) {
      this.data = data;
      this.places = [];
      this.pages = [];
      this.lexicons = new Map();
      this.read = 0;
    }

    /* Read on until a time, in milliseconds as performance.now() has them; true when all is read. */
    readOn(until) {
      while (this.read < this.data.pages.length) {
        this.add(this.data.pages[this.read++]);
        if (performance.now() > until) break;
      }
      if (this.read < this.data.pages.length) return false;
      for (const lexicon of this.lexicons.values()) lexicon.sorted = Array.from(lexicon.keys.keys()).sort();
      return true;
    }

    lexicon(language) {
      if (!this.lexicons.has(language)) {
        this.lexicons.set(language, { language, found: new Map(), words: new Map(), keys: new Map(), stems: new Map() });
      }
      return this.lexicons.get(language);
    }

    /* The words of a lexicon, known or new, that one as it was found is: itself and its parts, each with its places. */
    known(lexicon, found) {
      let words = lexicon.found.get(found);
      if (!words) {
        const { whole, parts } = search.parsed(found);
        const first = parts.length ? search.fold(parts[0]) : "";
        words = [whole, ...parts].filter(search.fold)
          .map((plain, at) => lexicon.words.get(plain) || this.learn(lexicon, plain, at ? "" : first));
        lexicon.found.set(found, words);
      }
      return words;
    }

    /* first: how the first part of a word of several is compared. */
    learn(lexicon, plain, first) {
      const word = { key: search.fold(plain), first, places: [], weights: [], titles: null, count: 0 };
      lexicon.words.set(plain, word);
      for (const [map, by] of [[lexicon.keys, word.key], [lexicon.stems, search.stem(plain, lexicon.language)]]) {
        if (by && !map.has(by)) map.set(by, []);
        if (by) map.get(by).push(word);
      }
      return word;
    }

    add([address, language, kind, title, sections]) {
      const lexicon = this.lexicon(language), page = this.pages.length, first = this.places.length;
      const own = KIND[kind] || 1;
      this.pages.push({ first, last: first + sections.length });
      sections.forEach(([fragment, heading, text, said = []], index) => {
        const place = this.places.length, weight = own * (index ? TEXT : LEDE);
        this.places.push({ page, address, fragment, language, kind, title, heading, text, said });
        this.counted(lexicon, text, (word, count, length) => {
          put(word, place, weight * count / (count + .5 + length / 150));
        });
        this.counted(lexicon, heading, (word, _, length) => put(word, place, own * (HEADING + HEADING / length)));
        if (!index) {
          this.counted(lexicon, title, (word, _, length) => {
            const much = own * (TITLE + TITLE / length);
            put(word, place, much);
            (word.titles = word.titles || []).push([page, much]);
          });
        }
      });
    }

    /* Call `use` with each word of a text, how often it stands there, and how many words stand there in all. */
    counted(lexicon, text, use) {
      const found = text ? search.found(text) : [], met = [];
      for (const each of found) {
        for (const word of this.known(lexicon, each)) if (!word.count++) met.push(word);
      }
      for (const word of met) {
        use(word, word.count, found.length);
        word.count = 0;
      }
    }

    /* The words of all texts that a word of a question means, each with how well it does, from 0 to 1.

       open: the reader may still be writing it. Without a stemmer, one word means another that begins with it, and
       one of four letters or more that it begins with. What means nothing so is cut, letter by letter, to four. */
    meant(plain, open) {
      const key = search.fold(plain), found = new Map();
      const put = (words, quality) => {
        for (const word of words || []) found.set(word, Math.max(quality, found.get(word) || 0));
      };
      const begin = (lexicon, by, quality) => {
        for (let at = below(lexicon.sorted, by); at < lexicon.sorted.length && lexicon.sorted[at].startsWith(by); at++) {
          const words = lexicon.keys.get(lexicon.sorted[at]).filter((word) => !(word.first && word.first.startsWith(by)));
          put(words, quality * (.6 + .4 * by.length / lexicon.sorted[at].length)); // its first part is found by itself
        }
      };
      if (!key) return found;
      for (const lexicon of this.lexicons.values()) {
        const stem = search.stem(plain, lexicon.language);
        put(lexicon.keys.get(key), 1);
        if (stem) {
          put(lexicon.stems.get(stem), .9);
          put(lexicon.keys.get(stem), .7); // where a form is cut shorter than the others
          put(lexicon.stems.get(key), .7);
        } else {
          if (key.length > 1) begin(lexicon, key, .9);
          for (let cut = key.length - 1; cut > 3; cut--) put(lexicon.keys.get(key.slice(0, cut)), .9 * cut / key.length);
        }
        if (open) begin(lexicon, key, .8);
      }
      for (let cut = 1; !found.size && key.length - cut > 3; cut++) {
        for (const lexicon of this.lexicons.values()) {
          if (open && cut < 4 || !search.stem(plain, lexicon.language)) begin(lexicon, key.slice(0, -cut), .4);
        }
      }
      return found;
    }

    /* How much each place, and each page's title, has of the words meant. */
    weighed(meant, places, titles) {
      for (const [word, quality] of meant) {
        for (let at = 0; at < word.places.length; at++) places[word.places[at]] += quality * word.weights[at];
        for (const [page, weight] of word.titles || []) titles[page] = Math.max(titles[page], quality * weight);
      }
    }

    /* {places: the best of those found, with `marked`, the words meant; total, all: whether they have all words}. */
    find(question) {
      const cut = question.slice(0, LONGEST), asked = search.placed(cut).slice(0, MOST_WORDS);
      const size = this.places.length, marked = new Map(), scores = new Float64Array(size);
      const own = new Uint16Array(size), held = new Uint16Array(size), paged = new Uint16Array(this.pages.length);
      const ofPage = new Float64Array(this.pages.length), none = { places: [], total: 0, all: true, asked: asked.length };
      if (!asked.length) return none;
      asked.forEach(([, end, { whole, parts }], term) => {
        const open = end === cut.length, bit = 1 << term;
        const has = new Float64Array(size), titles = new Float64Array(this.pages.length);
        const meant = this.meant(whole, open);
        meant.forEach((_, word) => marked.set(word.key, (marked.get(word.key) || 0) | bit));
        this.weighed(meant, has, titles);
        if (parts.length > 1) this.together(parts, open, has, bit, marked);
        let count = 0;
        for (let place = 0; place < size; place++) count += has[place] > 0;
        const rare = Math.log(1 + size / (1 + count));
        for (let place = 0; place < size; place++) {
          const { page } = this.places[place];
          if (has[place]) {
            scores[place] += rare * has[place];
            ofPage[page] += rare * has[place];
            own[place] |= bit;
            paged[page] |= bit;
          }
          if (has[place] || titles[page]) held[place] |= bit;
          if (!has[place]) scores[place] += rare * INHERITED * titles[page];
        }
      });
      return { ...this.best(asked.length, scores, own, held, paged, ofPage), marked, asked: asked.length };
    }

    /* Add what places have of a word with a hyphen that is written in two, or in one with a space. */
    together(parts, open, has, bit, marked) {
      const each = parts.map((part, index) => {
        const places = new Float64Array(has.length), meant = this.meant(part, open && index === parts.length - 1);
        meant.forEach((_, word) => marked.set(word.key, (marked.get(word.key) || 0) | bit));
        this.weighed(meant, places, new Float64Array(this.pages.length));
        return places;
      });
      for (let place = 0; place < has.length; place++) {
        const least = Math.min(...each.map((places) => places[place]));
        if (least) has[place] = Math.max(has[place], .7 * least);
      }
    }

    best(terms, scores, own, held, paged, ofPage) {
      const full = (1 << terms) - 1, found = [], best = new Map();
      for (let place = 0; place < scores.length; place++) {
        const { page } = this.places[place];
        if (!own[place]) continue;
        scores[place] += OF_PAGE * ofPage[page] / Math.sqrt(this.pages[page].last - this.pages[page].first);
        if (held[place] === full) found.push([2, place]);
        else if (paged[page] === full && !(scores[best.get(page)] >= scores[place])) best.set(page, place);
      }
      const covered = new Set(found.map(([, place]) => this.places[place].page));
      for (const [page, place] of best) if (!covered.has(page)) found.push([1, place]);
      const all = found.length > 0;
      if (!all) {
        for (let place = 0; place < scores.length; place++) if (own[place]) found.push([search.bits(own[place]), place]);
      }
      found.sort((a, b) => b[0] - a[0] || scores[b[1]] - scores[a[1]] || a[1] - b[1]);
      const shown = found.slice(0, SHOWN);
      const places = shown.map(([tier, place]) => ({ ...this.places[place], tier, score: scores[place] }));
      return { places, total: found.length, all };
    }

    /* What was found, with its title and excerpt in pieces, places where the words stand side by side going first. */
    answer(question) {
      const found = this.find(question);
      for (const place of found.places) {
        place.named = search.pieces(place.heading || place.title, found.marked);
        Object.assign(place, search.excerpt(place.text, found.marked, place.said));
        place.score *= 1 + NEAR * place.near / found.asked;
      }
      found.places.sort((a, b) => b.tier - a.tier || b.score - a.score);
      return found;
    }
  }

  /* A place has a word, by a weight; of one place all is put before the next begins. */
  function put(word, place, weight) {
    const last = word.places.length - 1;
    if (last >= 0 && word.places[last] === place) word.weights[last] += weight;
    else {
      word.places.push(place);
      word.weights.push(weight);
    }
  }

  /* Where a word would stand in a sorted list. */
  function below(sorted, word) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  search.Index = Index;
})(globalThis.annalsSearch = globalThis.annalsSearch || {});

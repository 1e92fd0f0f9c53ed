import Deduplication
import Testing

@Suite struct NormalizedURLTests {
  // Expected: Python's re.sub with the two expressions of C4's released code, then rstrip("/").
  @Test(
    "addresses get the normal form of C4's code",
    arguments: [
      ("http://www.example.org/a/", "example.org/a"),
      ("https://example.org/a", "example.org/a"),
      ("HTTP://example.org/A", "HTTP://example.org/A"),
      ("http://Example.org/", "Example.org"),
      ("www.example.org", "www.example.org"),
      ("ftp://www.example.org/a", "ftp://www.example.org/a"),
      ("http://a.org/?utm_source=x&y=1", "a.org"),
      ("http://a.org/p?id=1&utm_source=x", "a.org/p?id=1&utm_source=x"),
      ("http://a.org/p?id=1?utm_x", "a.org/p?id=1"),
      ("http://a.org/?refresh=1", "a.org"),
      ("http://a.org/?feed=rss", "a.org"),
      ("http://a.org/?Ref=1", "a.org/?Ref=1"),
      ("http://a.org/?id=3#frag/", "a.org/?id=3#frag"),
      ("https://web.archive.org/web/2020/http://www.b.org/x/", "web.archive.org/web/2020/b.org/x"),
      ("http://", ""),
      ("https://www.", ""),
      ("http://///", ""),
      ("?ref", ""),
      ("http://http://www.www.a.org", "www.a.org"),
      ("httphttp://a.org", "httpa.org"),
      ("https://a.org/x?y=http://www.c.org/", "a.org/x?y=c.org"),
      ("a.org/x\n?ref=1\ny/", "a.org/x\n\ny"),
      ("http://wwwwww.a.org", "wwwwww.a.org"),
      ("http://a.org/é?utm_ü", "a.org/é"),
      (" http://a.org/ ", " a.org/ "),
      ("", ""),
      ("http:/a.org/?re", "http:/a.org/?re"),
      ("a.org/??ref", "a.org/?"),
    ] as [(String, String)])
  func normalForm(url: String, expected: String) {
    #expect(NormalizedURL.normalize(Array(url.utf8)) == Array(expected.utf8))
  }
}

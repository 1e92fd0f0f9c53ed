/// Builds a page; whatever text it is given is escaped.
struct HTMLBuilder {
  private(set) var markup = ""

  /// Adds an element; attribute values are escaped.
  mutating func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [],
    _ content: (inout HTMLBuilder) -> Void
  ) {
    markup += "<\(name)"
    for attribute in attributes {
      markup += " \(attribute.name)=\"\(SafeText.html(attribute.value))\""
    }
    markup += ">"
    content(&self)
    markup += "</\(name)>"
  }

  /// Adds an element that holds a text.
  mutating func element(
    _ name: String, _ attributes: [(name: String, value: String)], _ text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// Adds an element that holds a text and has no attributes.
  mutating func element(_ name: String, _ text: String) { element(name, [], text) }

  /// Adds a text.
  mutating func text(_ text: String) { markup += SafeText.html(text) }

  /// Adds markup of the program's own.
  mutating func raw(_ markup: StaticString) { self.markup += "\(markup)" }

  /// Begins a new line of the source.
  mutating func line() { markup += "\n" }

  /// Adds a table that scrolls by itself where it is too wide; the first column names the rows.
  mutating func table(_ header: [String], _ rows: [[String]]) {
    element("div", [("class", "scroll")]) { html in
      html.element("table") { html in
        html.element("thead") { html in
          html.element("tr") { html in
            for cell in header { html.element("th", [("scope", "col")], cell) }
          }
        }
        html.element("tbody") { html in
          for row in rows {
            html.line()
            html.element("tr") { html in
              for (column, cell) in row.enumerated() {
                if column == 0 {
                  html.element("th", [("scope", "row")], cell)
                } else {
                  html.element("td", cell)
                }
              }
            }
          }
        }
      }
    }
    line()
  }

  /// Adds a table of counts with a bar beside each.
  mutating func bars(_ title: (String, String), _ rows: [(label: String, count: Int)]) {
    let most = rows.reduce(1) { max($0, $1.count) }
    element("div", [("class", "scroll")]) { html in
      html.element("table", [("class", "bars")]) { html in
        html.element("thead") { html in
          html.element("tr") { html in
            html.element("th", [("scope", "col")], title.0)
            html.element("th", [("scope", "col")], title.1)
            html.element("th", [("scope", "col")], "")
          }
        }
        html.element("tbody") { html in
          for row in rows {
            html.line()
            html.element("tr") { html in
              html.element("th", [("scope", "row")], row.label)
              html.element("td", Numbers.grouped(row.count))
              html.element("td") { html in
                let width = Numbers.fixed(100 * Double(row.count) / Double(most), 1)
                html.element("div", [("class", "bar"), ("style", "width:\(width)%")], "")
              }
            }
          }
        }
      }
    }
    line()
  }
}

/// How the report's page looks: in light and dark, on wide and narrow screens and on paper.
enum HTMLStyle {
  static let sheet: StaticString = """
    :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--line:#d0d7de;--fill:#f6f8fa;
    --bar:#2f6fb0;--gone:#ffd7d5;--new:#ccf0d4;--link:#0a58b5}
    @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9aa4af;--line:#30363d;
    --fill:#161b22;--bar:#5b9bd8;--gone:#67211f;--new:#12512a;--link:#79b8ff}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:1rem;max-width:70rem;color:var(--ink);background:var(--paper);
    font:16px/1.5 system-ui,sans-serif}
    h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.3rem;margin:2.5rem 0 .5rem;
    border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
    a{color:var(--link)}.soft{color:var(--soft)}code,pre{font:.85rem/1.45 ui-monospace,monospace}
    code{overflow-wrap:anywhere}pre{overflow-x:auto;background:var(--fill);padding:.75rem}
    nav ul{padding-left:1.2rem}.scroll{overflow-x:auto;margin:.5rem 0}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums}
    th,td{padding:.25rem .75rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
    th:first-child{text-align:left;position:sticky;left:0;background:var(--paper)}
    thead th{color:var(--soft);font-weight:600}tbody th{font-weight:400}
    .bars td:last-child{width:100%;min-width:8rem}.bar{background:var(--bar);height:.8rem;min-width:1px}
    .cluster,.pair{border:1px solid var(--line);border-radius:6px;margin:1rem 0;overflow:hidden}
    .cluster>p,.pair>p{margin:0;padding:.5rem .75rem;background:var(--fill);overflow-wrap:anywhere}
    .cluster dl{margin:0;padding:.5rem .75rem}dt{font-size:.85rem;overflow-wrap:anywhere}
    dd{margin:0 0 .5rem;overflow-wrap:anywhere}
    .row{display:grid;grid-template-columns:1fr 1fr}
    .row>div{padding:.2rem .75rem;overflow-wrap:anywhere;white-space:pre-wrap}
    .row>div+div{border-left:1px solid var(--line)}
    del,ins{text-decoration:none;border-radius:3px;-webkit-box-decoration-break:clone;
    box-decoration-break:clone}del{background:var(--gone);text-decoration:line-through}
    ins,mark{background:var(--new);text-decoration:underline}mark{color:inherit}.gap{padding:.1rem .75rem;color:var(--soft)}
    @media(max-width:40rem){body{padding:.75rem}.row{grid-template-columns:1fr}
    .row>div+div{border-left:0;border-top:1px dotted var(--line)}
    .row.same>div+div{display:none}th,td{padding:.25rem .5rem}}
    @media print{body{max-width:none}.cluster,.row{break-inside:avoid}}
    """
}

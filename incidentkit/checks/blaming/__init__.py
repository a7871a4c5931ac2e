"""What `blame` knows of English. A sentence is read (`sentence`, `people`), then asked for each way to blame: `causes`,
`slips`, `character`, `admonitions`, `hindsight`, `omissions`, `questions`, `by_name`; `grammar` holds their order."""

"""Reports to pages: a folder of files that any web server, or none, can show."""

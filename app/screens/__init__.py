"""The pages, one file each, in the order of `app.shell.PAGES`.

Not called `pages`: Streamlit would take a folder of that name for its older kind of pages and run
them without the frame around.
"""

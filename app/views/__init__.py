"""Parts of pages: each draws one thing with Streamlit and knows nothing of the page around it."""

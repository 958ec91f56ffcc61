"""The review desk in a browser: Streamlit pages over `extraction.review.desk`."""

"""What gradgen shows beside code: circuits as pictures, and code side by side with its source."""

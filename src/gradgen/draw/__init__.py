"""What gradgen shows beside code: the circuit as a picture, and code side by side with its source."""

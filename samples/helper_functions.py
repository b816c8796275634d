# at: lat1=0.6, lon1=0.2, lat2=0.9, lon2=-1.1
import math

EARTH_RADIUS = 6371.0  # km


def haversine(angle):
    return math.sin(angle / 2) ** 2


def great_circle(lat1, lon1, lat2, lon2):
    """Distance over ground between two places, their angles in radians."""
    h = haversine(lat2 - lat1)
    # circles of latitude are shorter towards the poles
    h = h + math.cos(lat1) * math.cos(lat2) * haversine(lon2 - lon1)
    distance = 2 * EARTH_RADIUS * math.asin(math.sqrt(h))
    return distance

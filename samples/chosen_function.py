# gradgen: --function celsius --function kelvin
# `kelvin` calls `celsius`, so that without the option it alone would be differentiated


def celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9


def kelvin(fahrenheit):
    return celsius(fahrenheit) + 273.15

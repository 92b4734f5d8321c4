"""What passes between this project and an office that sends figures: template, list of problems, receipt.

Everything here is written for an official who has never seen the project: Vietnamese first, in the words of
official letters; each cell is named as the program on the official's desk names it.
"""

"""What do the names and expressions of a policy set mean, and what is wrong with them?"""

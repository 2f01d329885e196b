"""What do rules mean, in the fewest words?"""

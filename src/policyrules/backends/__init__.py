"""What runs the core?"""

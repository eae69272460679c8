"""What can be done to the organisation and the people in it: one function a business act."""

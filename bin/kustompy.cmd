@rem On Windows: run the script beside this file with the Python that its first line names.
@setlocal
@set /p python=<"%~dpn0"
@"%python:~2%" "%~dpn0" %*

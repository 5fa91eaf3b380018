# The studio's image for compose.yaml: the same pins as `make run`, the servers being containers of their own.
FROM python:3.12-slim
WORKDIR /studio
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt -c constraints.txt
COPY . .
# Not root: whoever breaks into a worker should not own the container.
RUN useradd --create-home studio && mkdir /data && chown studio /data
USER studio
VOLUME /data

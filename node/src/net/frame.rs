//! Frames on a stream: four bytes of length, big-endian, then that many bytes.
//!
//! A length of zero or over the limit is refused before a byte is allocated for it. A peer that
//! began a frame must finish it in time, so that nobody holds a buffer by sending slowly.

use std::io;
use std::time::Duration;

use futures::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Why a stream is given up.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A frame over its limit, or an empty one. The peer could have known.
    #[error("a frame of {found} bytes came where 1 to {limit} may")]
    Length {
        /// Bytes announced.
        found: u64,
        /// Bytes that may.
        limit: u64,
    },
    /// A frame that was begun and not finished in time.
    #[error("a frame was begun and not finished in {} s", .0.as_secs())]
    Slow(Duration),
    /// The stream ended or broke.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Reads one frame; `None` at the end of the stream between two frames.
///
/// # Errors
/// The length is out of bounds, the peer is slower than `patience` within a frame, or the stream
/// broke.
pub async fn read_frame(
    stream: &mut (impl AsyncRead + Unpin),
    limit: u64,
    patience: Duration,
) -> Result<Option<Vec<u8>>, FrameError> {
    let mut length = [0; 4];
    if stream.read(&mut length[..1]).await? == 0 {
        return Ok(None);
    }
    let rest = async {
        stream.read_exact(&mut length[1..]).await?;
        let found = u64::from(u32::from_be_bytes(length));
        let bytes = match usize::try_from(found) {
            Ok(size) if (1..=limit).contains(&found) => size,
            Ok(_) | Err(_) => return Err(FrameError::Length { found, limit }),
        };
        let mut frame = vec![0; bytes];
        stream.read_exact(&mut frame).await?;
        Ok(Some(frame))
    };
    tokio::time::timeout(patience, rest).await.map_err(|_| FrameError::Slow(patience))?
}

/// Writes one frame and flushes it.
///
/// # Errors
/// The frame is empty or longer than a length can say, or the stream broke.
pub async fn write_frame(
    stream: &mut (impl AsyncWrite + Unpin),
    frame: &[u8],
) -> Result<(), FrameError> {
    let length = u32::try_from(frame.len())
        .ok()
        .filter(|length| *length > 0)
        .ok_or(FrameError::Length { found: frame.len() as u64, limit: u64::from(u32::MAX) })?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(frame).await?;
    stream.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::io::Cursor;

    const SECOND: Duration = Duration::from_secs(1);

    async fn read_all(bytes: &[u8], limit: u64) -> String {
        let mut stream = Cursor::new(bytes);
        let mut seen = Vec::new();
        loop {
            match read_frame(&mut stream, limit, SECOND).await {
                Ok(Some(frame)) => seen.push(frame.len().to_string()),
                Ok(None) => return seen.join(" "),
                Err(fault) => return format!("{}!{fault}", seen.join(" ")),
            }
        }
    }

    #[tokio::test]
    async fn reads_what_was_written_and_says_why_not() {
        let mut written = Cursor::new(Vec::new());
        write_frame(&mut written, &[7; 5]).await.unwrap();
        write_frame(&mut written, &[8; 8]).await.unwrap();
        let bytes = written.into_inner();
        assert_eq!(read_all(&bytes, 8).await, "5 8");
        assert_eq!(read_all(&bytes, 7).await, "5!a frame of 8 bytes came where 1 to 7 may");
        assert_eq!(read_all(&[0; 4], 8).await, "!a frame of 0 bytes came where 1 to 8 may");
        assert_eq!(
            read_all(&[255; 9], 8).await,
            "!a frame of 4294967295 bytes came where 1 to 8 may"
        );
        assert!(read_all(&bytes[..7], 8).await.starts_with('!'), "a frame cut in the middle");
        assert!(write_frame(&mut Cursor::new(Vec::new()), &[]).await.is_err());
    }

    #[tokio::test]
    async fn gives_up_on_a_frame_that_never_ends() {
        struct Stuck(bool);
        impl AsyncRead for Stuck {
            fn poll_read(
                mut self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
                buffer: &mut [u8],
            ) -> std::task::Poll<io::Result<usize>> {
                if std::mem::replace(&mut self.0, true) {
                    return std::task::Poll::Pending;
                }
                buffer[0] = 0;
                std::task::Poll::Ready(Ok(1))
            }
        }
        let patience = Duration::from_millis(5);
        let found = read_frame(&mut Stuck(false), 8, patience).await;
        assert!(matches!(found, Err(FrameError::Slow(_))), "{found:?}");
    }
}

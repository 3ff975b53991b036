package dev.tracemap.tools;

/// What a running call can say to, and hear from, whoever made it.
public interface Call {

    /// Tells the client how far the work has come; ignored where it did not ask.
    ///
    /// @param done share of the whole, 0 to 1
    void progress(double done, String message);

    /// Whether the client has given up, or the connection is closing: a waiting tool then answers with what it has.
    boolean abandoned();

    /// A call nobody watches.
    Call UNWATCHED = new Call() {
        @Override
        public void progress(double done, String message) {}

        @Override
        public boolean abandoned() {
            return false;
        }
    };
}

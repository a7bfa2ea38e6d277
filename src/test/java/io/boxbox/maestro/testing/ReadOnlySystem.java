package io.boxbox.maestro.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a command as user 65532 in a mount namespace of its own, where everything is read-only. Only Linux has that. */
public final class ReadOnlySystem {

    private static final int ROOT_IS_NEEDED = 1;
    // Device files can be written to all the same, which is as it is in a container.
    private static final String SCRIPT = """
            cut -d ' ' -f 5 /proc/self/mountinfo | while read -r mount; do
              mount -o remount,bind,ro "$mount" 2>/dev/null || true
            done
            user() { exec setpriv --reuid 65532 --regid 65532 --clear-groups "$@"; }
            for folder in / /tmp /var/tmp /dev/shm /run "$PWD"; do
              if (user touch "$folder/maestro-was-here" 2>/dev/null); then
                echo "$folder can be written to"
                exit 90
              fi
            done
            export HOME=/nonexistent
            user "$@"
            """;

    private ReadOnlySystem() {
    }

    /** Whether this machine can do that: it takes Linux, and root or a sudo that asks for no password. */
    public static boolean isPossible() throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        List<String> attempt = new ArrayList<>(asRoot());
        attempt.addAll(List.of("unshare", "--mount", "true"));
        try {
            return new ProcessBuilder(attempt).start().waitFor() < ROOT_IS_NEEDED;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    static List<String> around(List<String> command) {
        List<String> all = new ArrayList<>(asRoot());
        all.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", SCRIPT, "sh"));
        all.addAll(command);
        return all;
    }

    // sudo would otherwise empty the environment.
    private static List<String> asRoot() {
        return "root".equals(System.getProperty("user.name")) ? List.of()
                : List.of("sudo", "--non-interactive", "--preserve-env");
    }
}

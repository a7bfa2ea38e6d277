package io.boxbox.maestro.jetstream.reporting;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.logging.OnceAMinute;
import io.boxbox.maestro.overview.ThisProcess;
import io.boxbox.maestro.replicas.PlainText;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.Replicas;
import io.boxbox.maestro.replicas.StageMark;
import io.nats.client.Message;

/** Reads what the other replicas tell, and the marks of a stage. What is neither is ignored. */
@Singleton
class ReplicaListener {

    private static final Logger LOG = Logger.getLogger(ReplicaListener.class);
    private static final String MARK = "mark";
    private static final int LONGEST_TEXT = 120;

    private final ReplicaMessages messages;
    private final Replicas replicas;
    private final String ownId;
    private final Event<ReplicaNews> news;
    private final Event<StageMark> marks;
    private final OnceAMinute told = new OnceAMinute();

    @Inject
    ReplicaListener(ReplicaMessages messages, Replicas replicas, ThisProcess self, Event<ReplicaNews> news,
            Event<StageMark> marks) {
        this(messages, replicas, self.report().id(), news, marks);
    }

    ReplicaListener(ReplicaMessages messages, Replicas replicas, String ownId, Event<ReplicaNews> news,
            Event<StageMark> marks) {
        this.messages = messages;
        this.replicas = replicas;
        this.ownId = ownId;
        this.news = news;
        this.marks = marks;
    }

    /** Does not throw. */
    void hear(Message message) {
        String token = message.getSubject().substring(message.getSubject().lastIndexOf('.') + 1);
        if (token.equals(ownId)) {
            return;
        }
        try {
            if (token.equals(MARK)) {
                marks.fire(messages.mark(message.getData()));
            } else {
                hear(message, token);
            }
        } catch (RuntimeException e) {
            ignore(message, String.valueOf(e.getMessage()));
        }
    }

    private void hear(Message message, String token) {
        ReplicaReport report = messages.report(message.getData());
        if (!report.id().equals(token)) {
            throw new IllegalArgumentException("its id is not the last token of its subject");
        }
        replicas.hear(report).ifPresentOrElse(news::fire,
                () -> ignore(message, Replicas.MOST + " other processes are known already"));
    }

    private void ignore(Message message, String why) {
        if (told.isDue("ignored")) {
            LOG.warnf("A message on %s was ignored: %s", PlainText.of(message.getSubject(), LONGEST_TEXT),
                    PlainText.of(why, LONGEST_TEXT));
        }
    }
}

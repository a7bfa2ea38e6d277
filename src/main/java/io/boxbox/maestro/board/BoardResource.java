package io.boxbox.maestro.board;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** The kitchen for programs, and for the page. Read only. */
@Path("/api/kitchen")
public class BoardResource {

    private final LiveBoard board;

    BoardResource(LiveBoard board) {
        this.board = board;
    }

    /** The kitchen now. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "kitchen", summary = "The kitchen now", description = "At most a quarter of a second old.")
    @APIResponse(responseCode = "200", description = "The kitchen", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = KitchenView.class)))
    public String now() {
        return board.text();
    }

    /** The kitchen now and with each change, as server-sent events. */
    @GET
    @Path("/live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(operationId = "liveKitchen", summary = "The kitchen as it changes", description = "Server-sent events: the kitchen now and then with each change, at most four times a second. A reader who falls ten seconds behind is disconnected.")
    @APIResponse(responseCode = "200", description = "Each event's data is the kitchen", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = KitchenView.class)))
    public Multi<String> live(@Context HttpServerRequest viewer) {
        return board.updates(() -> disconnect(viewer));
    }

    // Whatever else closes a connection first writes what is still to be written, and this viewer does not read.
    private static void disconnect(HttpServerRequest viewer) {
        ((ConnectionBase) viewer.connection()).channelHandlerContext().close();
    }
}

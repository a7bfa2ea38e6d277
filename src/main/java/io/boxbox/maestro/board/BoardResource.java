package io.boxbox.maestro.board;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** The kitchen for programs, and for the page. Read only. */
@Path("/api/kitchen")
@Tag(name = "Kitchen", description = "One process of Maestro and what it hears of the others, to be looked at")
@APIResponse(responseCode = "404", description = "The board is switched off")
@APIResponse(responseCode = "406", description = "The request accepts none of the content types that there are")
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
    @Operation(operationId = "liveKitchen", summary = "The kitchen as it changes", description = "Server-sent events without an end: the kitchen now and then with each change, at most four times a second, and once in ten seconds if nothing changes. A reader who falls ten seconds behind is disconnected.")
    @APIResponse(responseCode = "200", description = "Each event's data is the kitchen", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = Update.class)))
    public Multi<String> live(@Context HttpServerRequest viewer) {
        return board.updates(() -> disconnect(viewer));
    }

    // What the stream is made of, in the words of OpenAPI 3.2; those of 3.1 know no streams.
    @Schema(description = "A server-sent event", type = SchemaType.OBJECT, requiredProperties = "data", properties = @SchemaProperty(name = "data", type = SchemaType.STRING, description = "The kitchen, as JSON", contentMediaType = MediaType.APPLICATION_JSON, contentSchema = KitchenView.class))
    private interface Update {
    }

    /** Without this, a stream would begin for a client that wants none, and last as long as its connection. */
    @HEAD
    @Path("/live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Response liveHead() {
        return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
    }

    // Any other way to close a connection first writes what is still to be written, and this viewer does not read.
    private static void disconnect(HttpServerRequest viewer) {
        ((ConnectionBase) viewer.connection()).channelHandlerContext().close();
    }
}

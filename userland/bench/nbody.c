/* Floating point with square roots and divisions: five masses under gravity. Argument: time steps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BODIES 5

struct body {
	double position[3], velocity[3], mass;
};

static struct body bodies[BODIES];

/* Any reproducible arrangement does: a heavy body in the middle and lighter ones on wide orbits. */
static void arrange(void)
{
	bodies[0].mass = 40;
	for (int i = 1; i < BODIES; i++) {
		struct body *b = &bodies[i];
		b->mass = 0.04 / i;
		b->position[i % 3] = 5.0 * i;
		b->position[(i + 1) % 3] = 0.3 * i;
		b->velocity[(i + 1) % 3] = sqrt(bodies[0].mass / (5.0 * i));
	}
}

static void pull(struct body *p, struct body *q, double dt)
{
	double d[3], square = 0;

	for (int k = 0; k < 3; k++) {
		d[k] = p->position[k] - q->position[k];
		square += d[k] * d[k];
	}
	double magnitude = dt / (square * sqrt(square));
	for (int k = 0; k < 3; k++) {
		p->velocity[k] -= d[k] * q->mass * magnitude;
		q->velocity[k] += d[k] * p->mass * magnitude;
	}
}

static void step(double dt)
{
	for (int i = 0; i < BODIES; i++)
		for (int j = i + 1; j < BODIES; j++)
			pull(&bodies[i], &bodies[j], dt);
	for (int i = 0; i < BODIES; i++)
		for (int k = 0; k < 3; k++)
			bodies[i].position[k] += dt * bodies[i].velocity[k];
}

int main(int argc, char **argv)
{
	int steps = argc > 1 ? atoi(argv[1]) : 120000;

	arrange();
	for (int i = 0; i < steps; i++)
		step(0.001);
	printf("%.9f %.9f\n", bodies[0].position[0], bodies[1].position[1]);
	return 0;
}
